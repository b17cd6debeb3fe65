// Entry of the bundle: the firmware as it is, then the orders of its start are sent.
import '../../../firmware/main';
import { flushStart } from './bridge';

flushStart();
