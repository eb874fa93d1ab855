# The genitive, as after a number.
MONTH_DAY_FORMAT = "j E"
