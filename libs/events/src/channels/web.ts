import { channel, Means, Personal } from '../channel';
import { Amount, Code, Codes, Currency, Json, Measure, OneOf, Optional, Path, Seconds, Text, Whole } from '../field';
import { contracts } from '../payloads/contracts';
import { everywhere } from '../payloads/everywhere';
import { interest } from '../payloads/interest';
import { orders } from '../payloads/orders';
import { reviews } from '../payloads/reviews';
import { automation } from '../payloads/service';
import { visits } from '../payloads/visits';

@Means('A page of a site was shown')
class PageViewed {
  @Optional() @Code('Name of the page', 'Notebooks') name?: string;
  @Optional()
  @Personal('behaviour')
  @Text('Address with query', 'https://shop.example.com/laptops?sort=price')
  url?: string;
  @Optional() @Path('Path without query', '/laptops') path?: string;
  @Optional() @Code('Title', 'Notebooks | Contoso') title?: string;
  @Optional() @Personal('behaviour') @Text('Page that led here', 'https://search.example.com/') referrer?: string;
  @Optional() @Code('Category of the page', 'laptop') category?: string;
  @Optional() @Seconds('How long it was in view', 42) duration?: number;
}

@Means('A screen of an app was shown')
class ScreenViewed {
  @Code('Name of the screen', 'Basket') name!: string;
  @Optional() @Code('Category of the screen', 'checkout') category?: string;
  @Optional() @Seconds('How long it was in view', 12) duration?: number;
}

@Means('Somebody looked at one product')
class ProductViewed {
  @Code('Article number', 'XPS-13') sku!: string;
  @Optional() @Code('Article name', 'Notebook, 13 inch') name?: string;
  @Optional() @Code('Product category', 'laptop') category?: string;
  @Optional() @Code('Brand', 'Contoso') brand?: string;
  @Optional() @Currency('Currency of the price') currency?: string;
  @Optional() @Amount('Price shown', '129.90') price?: string;
  @Optional() @Seconds('How long it was in view', 65) duration?: number;
}

@Means('Somebody searched the shop or the help pages')
class SearchMade {
  @Personal('behaviour') @Text('Words searched for', 'light notebook') query?: string;
  @Optional() @Whole('Hits found', 12, 'hit') hits?: number;
  @Optional() @Code('What was searched: shop, help', 'shop') scope?: string;
  @Optional() @Codes('Filters set', ['brand:contoso']) filters?: readonly string[];
}

class CartItem {
  @Code('Article number', 'XPS-13') sku!: string;
  @Optional() @Code('Article name', 'Notebook, 13 inch') name?: string;
  @Optional() @Code('Product category', 'laptop') category?: string;
  @Measure('How many', 1, 'piece', 0) quantity!: number;
  @Optional() @Currency('Currency of the price') currency?: string;
  @Optional() @Amount('Price of one unit', '129.90') unitPrice?: string;
  @Optional() @Code('Cart', 'C-7731') cartId?: string;
}
@Means('Something was put into the cart')
class ItemAddedToCart extends CartItem {}
@Means('Something was taken out of the cart')
class ItemRemovedFromCart extends CartItem {}

@Means('Somebody went to the check-out')
class CheckoutStarted {
  @Optional() @Code('Cart', 'C-7731') cartId?: string;
  @Optional() @Currency() currency?: string;
  @Optional() @Amount('Value of the cart', '129.90') amount?: string;
  @Optional() @Whole('Articles in the cart', 1, 'piece') items?: number;
}

@Means('The shop decided that a filled cart was left behind')
class CartAbandoned extends CheckoutStarted {
  @Optional() @Code('Last step reached: cart, address, payment', 'payment') step?: string;
}

@Means('A form was sent')
class FormSubmitted {
  @Code('Form', 'contact') form!: string;
  @Optional() @Code('Subject chosen', 'delivery') subject?: string;
  @Personal('content')
  @Optional()
  @Json('What was entered, by field', { question: 'When will it come?' })
  fields?: object;
}

class SignIn {
  @Optional() @Code('Means: password, single-sign-on, passkey', 'password') method?: string;
}
@Means('Somebody opened an account; links the visitor to the user')
class SignedUp extends SignIn {
  @Optional() @Code('Plan or kind of account chosen', 'basic') plan?: string;
}
@Means('Somebody signed in; links the visitor to the user')
class SignedIn extends SignIn {}
@Means('Somebody tried to sign in and could not')
class SignInFailed extends SignIn {
  @Optional() @Code('Reason code', 'wrong-password') reason?: string;
}
@Means('Somebody signed out')
class SignedOut {}

@Means('Something was taken away as a file: manual, price list, app')
class FileDownloaded {
  @Code('Name of the file', 'xps-13-manual.pdf') file!: string;
  @Optional() @Code('Article it is about', 'XPS-13') sku?: string;
}

@Means('An action that only the company itself knows; for what no other type fits')
class ActionTracked {
  @Code('Name of the action', 'Size guide opened') name!: string;
  @Optional() @Code('Category', 'advice') category?: string;
  @Optional() @Measure('A number that goes with it', 1, 'defined by the action') value?: number;
  @Optional() @OneOf('Whether the customer or the system acted', ['customer', 'system']) actor?: string;
  @Optional() @Personal('behaviour') @Json('Properties of the action', { article: 'XPS-13' }) properties?: object;
}

export const web = channel('web', {
  ...everywhere,
  ...orders,
  ...interest,
  ...contracts,
  ...automation,
  ...reviews,
  ...visits,
  PageViewed,
  ScreenViewed,
  ProductViewed,
  SearchMade,
  ItemAddedToCart,
  ItemRemovedFromCart,
  CheckoutStarted,
  CartAbandoned,
  FormSubmitted,
  SignedUp,
  SignedIn,
  SignInFailed,
  SignedOut,
  FileDownloaded,
  ActionTracked,
});
