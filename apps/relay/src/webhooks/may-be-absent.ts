import { ValidateIf } from 'class-validator';

/** The member may be left out. Unlike with IsOptional, null does not mean that it was. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_whole, value) => value !== undefined);
