export { day, instant, list, oneOf, parametersOf, uuid, wholeNumber } from '@rapport/edge';
