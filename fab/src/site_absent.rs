//! Where does an application begin without the feature `admin`? With models alone.
