/** Why a figure cannot be frozen or asked again, in words for who asked. */
export class FigureFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FigureFault';
  }
}
