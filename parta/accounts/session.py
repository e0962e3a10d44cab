"""Names of what is kept in the session besides Django's own."""

# From the password of the first sign-in till the own login name is chosen.
CHOOSES_LOGIN = "chooses-login"
# When this session signed in, and when it last confirmed who is there: whole seconds since 1970.
SIGNED_IN_AT = "signed-in-at"
CONFIRMED_AT = "confirmed-at"
# Who has given the right password and has still to prove the second step: opens nothing.
HALFWAY = "halfway"
# The key an authenticator app is being set up with, encrypted.
APP_SECRET = "app-secret"
# This session has been asked to set up a second step.
FACTOR_ASKED = "factor-asked"
