/** Whether somebody would rather read Chinese than English, by what they accept (RFC 9110, 12.5.4). */
export const prefersChinese = (header: string | undefined): boolean => {
  const wishes = (header ?? '').split(',').map((wish) => {
    const [tag = '', ...rest] = wish.trim().toLowerCase().split(';');
    const weight = /^q=(.+)$/.exec(rest.find((part) => part.trim().startsWith('q='))?.trim() ?? '')?.[1];
    return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) || 0 };
  });
  const best = (language: string): number =>
    Math.max(0, ...wishes.filter((one) => one.language === language).map(({ weight }) => weight));
  return best('zh') > 0 && best('zh') > best('en');
};
