// Asks number-text.c line by line: `n` and the bits of a double in hexadecimal for its text; `w` and a text that has to be a number as a whole,
// `b` and one that begins with a number, for the bits.
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

char *racklet_number_text(void *the, double value, char *into, int size, char mode, int precision);
double racklet_text_number(void *the, const char *text, uint8_t is_whole);

int main(void) {
  char line[256];
  char text[32];
  double value;
  uint64_t bits;
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == 'n') {
      if (sscanf(line + 1, "%" SCNx64, &bits) != 1) return 1;
      memcpy(&value, &bits, sizeof value);
      puts(racklet_number_text(NULL, value, text, (int)sizeof text, 0, 0));
    } else {
      value = racklet_text_number(NULL, line + 1, line[0] == 'w');
      memcpy(&bits, &value, sizeof bits);
      printf("%016" PRIx64 "\n", bits);
    }
  }
  return 0;
}
