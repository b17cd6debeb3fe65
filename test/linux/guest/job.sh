# Shell functions of the job. The host calls them by name: one call is one round trip over the serial line.

# attach PORT: the emulated adapter as a USB device, the first that the host offers. Prints the number of its I2C bus.
attach() {
  offered=$(usbip --tcp-port "$1" list -r 10.0.2.2 2>/dev/null | sed -n 's/^ *\([0-9]*-[0-9.]*\):.*/\1/p' | head -n 1)
  usbip --tcp-port "$1" attach -r 10.0.2.2 -b "$offered" || return 1
  tries=0
  while [ "$tries" -lt 100 ]; do
    for name in /sys/class/i2c-dev/*/name; do
      [ -e "$name" ] || continue
      case $(cat "$name") in *diolan*)
        bus=${name%/name}
        echo "${bus##*-}"
        return 0 ;;
      esac
    done
    tries=$((tries + 1))
    usleep 50000
  done
  return 1
}

# bind BUS ADDRESS: the kernel's generic pmbus driver on a unit. unbind: takes it off.
bind() { echo pmbus "$2" > "/sys/bus/i2c/devices/i2c-$1/new_device"; }
unbind() { echo "$2" > "/sys/bus/i2c/devices/i2c-$1/delete_device"; }

# hwmon BUS ADDRESS: folder of the unit's attributes. The address without 0x.
hwmon() { echo /sys/bus/i2c/devices/"$1-00$2"/hwmon/hwmon*; }

# attributes BUS ADDRESS: each attribute, whether it can be written, its value or `-`.
attributes() {
  folder=$(hwmon "$1" "$2")
  for path in "$folder"/*_*; do
    name=${path##*/}
    mode=$(stat -c %a "$path")
    read -r value < "$path" || value=-
    echo "$name $mode $value"
  done 2>/dev/null
}

# soak BUS COUNT ADDRESS...: reads in turn through the driver, which asks for a PEC with each. Prints reads and errors.
soak() {
  soak_bus=$1 soak_left=$2 soak_errors=0 soak_done=0
  shift 2
  soak_paths=
  for address in "$@"; do
    folder=$(hwmon "$soak_bus" "$address")
    for name in in1_input in2_input curr1_input curr2_input power1_input power2_input temp1_input; do
      soak_paths="$soak_paths $folder/$name"
    done
  done
  while [ "$soak_done" -lt "$soak_left" ]; do
    for path in $soak_paths; do
      [ "$soak_done" -lt "$soak_left" ] || break
      read -r value < "$path" || soak_errors=$((soak_errors + 1))
      soak_done=$((soak_done + 1))
    done
  done 2>/dev/null
  echo "$soak_done $soak_errors"
}

# racklet ARGUMENT...: the project's command line on the guest's Node.
racklet() { /node/loader --library-path /node/lib /node/node /racklet/racklet.mjs "$@"; }

# busybox's shell would take its own applets of these names.
for tool in i2cdetect i2cget i2cset i2ctransfer; do eval "$tool() { /usr/bin/$tool \"\$@\"; }"; done
