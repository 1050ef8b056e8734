/** Exit code for a faulty configuration (EX_CONFIG of sysexits.h): starting again would not help. */
export const CONFIG_FAULT = 78;
/** Exit code for money of which nobody knows yet whether it was moved: ask again, do not do it another way. */
export const OUTCOME_UNKNOWN = 3;
