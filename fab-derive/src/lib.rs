//! The derives of `fab`.
