/** Exit code for a faulty configuration (EX_CONFIG of sysexits.h): starting again would not help. */
export const CONFIG_FAULT = 78;
