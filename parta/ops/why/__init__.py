"""«Почему видно / не видно»: what an account holder may read and write, and by what."""
