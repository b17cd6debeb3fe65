// Numbers as text and texts as numbers, in the place of XS's own (12 KB, which write and read any fraction to its last bit): the linker script
// puts these two there. Whole numbers below 2^53 are exact both ways, and all that the firmware has are whole. Of others the value is near:
// six decimals at the most are written, and 2^53 or more with an exponent; what is read is exact up to fifteen digits and an exponent of 22.
#include <stdint.h>
#include <string.h>

/** 2^53: whole numbers below it are exact. */
#define EXACT 9007199254740992.0
#define DECIMALS 6
#define DECIMAL_ONE 1000000u
/** No number has more. */
#define LARGEST_EXPONENT 400

char *racklet_number_text(void *the, double value, char *into, int size, char mode, int precision);
double racklet_text_number(void *the, const char *text, uint8_t is_whole);

/** Writes `value` with at least `least` digits. @return behind it */
static char *put_digits(char *to, uint64_t value, int least) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = (char)('0' + (char)(value % 10u));
    value /= 10u;
  } while (value != 0u || count < least);
  while (count > 0) *to++ = digits[--count];
  return to;
}

/** As `fxNumberToString`. `into` has room for 32 characters. */
char *racklet_number_text(void *the, double value, char *into, int size, char mode, int precision) {
  (void)the, (void)size, (void)mode, (void)precision;
  char *to = into;
  if (value != value) return strcpy(into, "NaN");
  if (value < 0.0) {
    *to++ = '-';
    value = -value;
  }
  if (value > __DBL_MAX__) {
    strcpy(to, "Infinity");
    return into;
  }
  int exponent = 0;
  for (; value >= EXACT; exponent++) value /= 10.0;
  uint64_t whole = (uint64_t)value;
  uint32_t rest = (uint32_t)((value - (double)whole) * DECIMAL_ONE + 0.5);
  if (rest == DECIMAL_ONE) {
    whole++;
    rest = 0u;
  }
  to = put_digits(to, whole, 1);
  if (exponent > 0) {
    *to++ = 'e';
    to = put_digits(to, (uint64_t)exponent, 1);
  } else if (rest > 0u) {
    int decimals = DECIMALS;
    for (; rest % 10u == 0u; decimals--) rest /= 10u;
    *to++ = '.';
    to = put_digits(to, rest, decimals);
  }
  *to = '\0';
  return into;
}

static const char *behind_spaces(const char *text) {
  while (*text == ' ' || (*text >= '\t' && *text <= '\r')) text++;
  return text;
}

/** Of a digit in bases up to 16; 16 for any other character. */
static unsigned digit_of(char one) {
  if (one >= '0' && one <= '9') return (unsigned)(one - '0');
  const char letter = (char)(one | 0x20);
  return letter >= 'a' && letter <= 'f' ? (unsigned)(letter - 'a') + 10u : 16u;
}

/** Adds digits to `value`. @return behind them */
static const char *take_digits(const char *text, unsigned base, double *value) {
  for (; digit_of(*text) < base; text++) *value = *value * (double)base + (double)digit_of(*text);
  return text;
}

/** 'e' and an exponent, where there is one. @return behind it */
static const char *take_exponent(const char *text, int *exponent) {
  if ((*text | 0x20) != 'e') return text;
  const char sign = text[1];
  const char *const first = text + (sign == '-' || sign == '+' ? 2 : 1);
  double value = 0.0;
  const char *const end = take_digits(first, 10u, &value);
  if (end == first) return text;
  const int limited = value > LARGEST_EXPONENT ? LARGEST_EXPONENT : (int)value;
  *exponent += sign == '-' ? -limited : limited;
  return end;
}

static double scaled(double value, int exponent) {
  double power = 1.0;
  if (value == 0.0) return value;
  for (int i = exponent < 0 ? -exponent : exponent; i > 0; i--) power *= 10.0;
  return exponent < 0 ? value / power : value * power;
}

/** A decimal number with its sign. @return behind it, or `text` where there is none */
static const char *take_decimal(const char *text, double *value) {
  static const char infinity[] = "Infinity";
  const int is_negative = *text == '-';
  const char *const first = text + (*text == '-' || *text == '+' ? 1 : 0);
  const char *end = first;
  int exponent = 0;
  if (strncmp(first, infinity, sizeof infinity - 1u) == 0) {
    *value = __builtin_inf();
    end += sizeof infinity - 1u;
  } else {
    end = take_digits(first, 10u, value);
    int digits = (int)(end - first);
    if (*end == '.') {
      const char *const decimals = end + 1;
      end = take_digits(decimals, 10u, value);
      exponent = (int)(decimals - end);
      digits -= exponent;
    }
    if (digits == 0) return text;
    end = take_exponent(end, &exponent);
    *value = scaled(*value, exponent);
  }
  if (is_negative) *value = -*value;
  return end;
}

/** Of 0b, 0o, 0x; 10 for any other text. */
static unsigned base_of(const char *text) {
  if (text[0] != '0') return 10u;
  const char letter = (char)(text[1] | 0x20);
  return letter == 'x' ? 16u : letter == 'o' ? 8u : letter == 'b' ? 2u : 10u;
}

/** As `fxStringToNumber`. @param is_whole all of the text has to be a number, as `Number(text)` asks; else its beginning, as `parseFloat` */
double racklet_text_number(void *the, const char *text, uint8_t is_whole) {
  (void)the;
  double value = 0.0;
  const char *const first = behind_spaces(text);
  const unsigned base = is_whole != 0u ? base_of(first) : 10u;
  const char *const digits = base == 10u ? first : first + 2;
  const char *const end = base == 10u ? take_decimal(digits, &value) : take_digits(digits, base, &value);
  if (*first == '\0') return is_whole != 0u ? 0.0 : __builtin_nan("");
  if (end == digits || (is_whole != 0u && *behind_spaces(end) != '\0')) return __builtin_nan("");
  return value;
}
