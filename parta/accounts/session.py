"""Names of what is kept in the session besides Django's own."""

# From the password of the first sign-in till the own login name is chosen.
CHOOSES_LOGIN = "chooses-login"
