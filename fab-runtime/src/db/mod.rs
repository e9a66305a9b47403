//! Where do rows live? The only module that names sqlx.
