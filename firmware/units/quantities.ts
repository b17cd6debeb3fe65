// Physical quantities as branded integers: the unit is part of the type and costs nothing at run time.

declare const unit: unique symbol;
type Quantity<U extends string> = number & { readonly [unit]: U };

export type Millivolts = Quantity<'mV'>;
export type Milliamps = Quantity<'mA'>;
export type Milliwatts = Quantity<'mW'>;
export type MillidegreesCelsius = Quantity<'mdegC'>;
export type Microohms = Quantity<'uOhm'>;
export type Microamps = Quantity<'uA'>;

export const millivolts = (value: number): Millivolts => value as Millivolts;
export const milliamps = (value: number): Milliamps => value as Milliamps;
export const milliwatts = (value: number): Milliwatts => value as Milliwatts;
export const millidegreesCelsius = (value: number): MillidegreesCelsius => value as MillidegreesCelsius;
export const microohms = (value: number): Microohms => value as Microohms;
export const microamps = (value: number): Microamps => value as Microamps;
