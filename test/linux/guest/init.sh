#!/bin/sh
# The guest's first process: loads the modules, brings up the network, then does what the host asks over the second serial line.
export PATH=/bin:/usr/bin LD_LIBRARY_PATH=/lib
/bin/busybox --install -s /bin 2>/dev/null
mkdir -p /proc /sys /run /tmp /var/run
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/modules/$module.ko" || echo "@trouble insmod $module"; done < /modules/order
ifconfig lo up
ifconfig eth0 10.0.2.15 up

. /job.sh

# One request per line: an identifier and a command. The answer stands between two markers.
stty -F /dev/ttyS1 raw -echo 115200
exec 3<>/dev/ttyS1
printf '\n@ready %s\n' "$(uname -r)" >&3
while IFS= read -r line <&3; do
  id=${line%% *}
  printf '\n@begin %s\n' "$id" >&3
  eval "${line#* }" >&3 2>&1 </dev/null
  printf '\n@end %s %s\n' "$id" "$?" >&3
done
poweroff -f
