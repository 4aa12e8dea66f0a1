//! A desk's copy of the clinic: its ops sealed, those of others taken in.
