import { Means, Personal, Searchable } from '../channel';
import { Code, Day, Flag, Optional, Sum, Text, Currency, Whole } from '../field';

@Means(
  'What is said about a person: only the traits that are said now; the last statement of a trait holds. Traits that segments and rules group by are not personal; what tells who somebody is or where to reach them is sealed',
)
class ProfileStated {
  @Optional() @Personal('identity') @Searchable() @Code('Full name as one writes it', 'Li Wei') name?: string;
  @Optional() @Personal('identity') @Searchable() @Code('Given name', 'Wei') givenName?: string;
  @Optional() @Personal('identity') @Searchable() @Code('Family name', 'Li') familyName?: string;
  @Optional() @Personal('identity') @Searchable() @Code('What they like to be called', 'Dr. Li') calledName?: string;
  @Optional() @Personal('identity') @Day('Birthday', '1986-05-08') birthday?: string;
  @Optional()
  @Personal('identity')
  @Code('Number in a state register: tax, social security', '4842182')
  nationalId?: string;
  @Optional() @Personal('identity') @Searchable() @Code('Employer or own company', 'Contoso GmbH') company?: string;
  @Optional() @Personal('contact') @Text('Street and number', '5 Rosenweg') street?: string;
  @Optional() @Personal('contact') @Text('Further address line', 'Backyard, 2nd floor') street2?: string;
  @Optional() @Personal('contact') @Code('Postal code', '10115') postalCode?: string;
  @Optional() @Personal('contact') @Searchable() @Code('City', 'Berlin') city?: string;
  @Optional() @Personal('contact') @Code('Mail address to write to', 'li@example.com') email?: string;
  @Optional() @Personal('contact') @Code('Number to call', '+49 30 123456') phone?: string;
  @Optional() @Personal('contact') @Text('Web site', 'https://li.example.com') website?: string;
  @Optional() @Code('State or region', 'Berlin') region?: string;
  @Optional() @Code('Country: ISO 3166, two capitals', 'DE') country?: string;
  @Optional() @Code('Language: BCP 47', 'zh-CN') language?: string;
  @Optional() @Code('Time zone: IANA', 'Europe/Berlin') timezone?: string;
  @Optional() @Code('Form of address', 'Ms') salutation?: string;
  @Optional() @Code('Gender as stated', 'female') gender?: string;
  @Optional() @Whole('Year of birth, where no more is known', 1986, 'year', 1880, 2200) birthYear?: number;
  @Optional() @Flag('Whether there is a partner', true) partner?: boolean;
  @Optional() @Flag('Whether others depend on them', false) dependents?: boolean;
  @Optional() @Code('Industry', 'software') industry?: string;
  @Optional() @Code('Job title', 'Head of purchasing') jobTitle?: string;
  @Optional() @Code('Occupation', 'Software engineer') occupation?: string;
  @Optional() @Whole('People in the company', 240, 'person') companySize?: number;
  @Optional() @Currency('Currency of the income') currency?: string;
  @Optional() @Sum('Yearly income as stated', '64000') income?: string;
  @Optional() @Day('Customer since', '2017-03-14') customerSince?: string;
  @Optional() @Code('How they found us', 'recommendation') origin?: string;
}

@Means('The customer prefers something: a seat, a time to be called, the usual configuration')
class PreferenceStated {
  @Code('What it is about', 'seat') topic!: string;
  @Code('What is preferred', 'window') value!: string;
  @Optional() @Personal('content') @Text('In the customer’s words', 'Never in the aisle again') note?: string;
}

@Means('A day that matters to the customer')
class ImportantDateStated {
  @Code('Occasion', 'wedding-anniversary') occasion!: string;
  @Personal('identity') @Day('The day', '2012-06-30') day?: string;
  @Optional() @Flag('Whether it comes every year', true) yearly?: boolean;
}

@Means('The person acts for an organisation')
class AccountJoined {
  @Code('Account, unique within the source', 'ACC-118') accountId!: string;
  @Optional()
  @Personal('identity')
  @Searchable()
  @Code('Name of the organisation', 'Contoso GmbH')
  accountName?: string;
  @Optional() @Code('Role there', 'decision-maker') role?: string;
}

@Means('The person no longer acts for an organisation')
class AccountLeft {
  @Code('Account, unique within the source', 'ACC-118') accountId!: string;
}

/** Statements about a person: any touchpoint may learn them. */
export const profile = { ProfileStated, PreferenceStated, ImportantDateStated, AccountJoined, AccountLeft };
