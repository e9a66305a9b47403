//! What do the derives expand to? Snapshots, compared with checked-in files.
