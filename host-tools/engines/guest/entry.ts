// Entry of the bundle: the unit's bridge, the firmware as it is, then the orders of its start are sent.
import { bridge } from './unit';
import '../../../firmware/main';

bridge.flushAll();
