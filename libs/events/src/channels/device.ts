import { channel, Means, Personal } from '../channel';
import { Code, Measure, OneOf, Optional, Text, Whole } from '../field';
import { everywhere } from '../payloads/everywhere';
import { interest } from '../payloads/interest';
import { orders } from '../payloads/orders';
import { automation } from '../payloads/service';

class Device {
  @Optional() @Code('Model', 'purifier-2') model?: string;
  @Optional() @Code('Software version', '4.1.0') firmware?: string;
}

@Means('A device of the customer measured something')
class DeviceReading extends Device {
  @Code('What was measured', 'filter-life') metric!: string;
  @Measure('The value', 12, 'see `unit`') value!: number;
  @Code('Unit: UCUM', '%') unit!: string;
}

@Means('A device reported trouble')
class DeviceAlertRaised extends Device {
  @Code('Code of the trouble', 'E12') code!: string;
  @Optional() @OneOf('Severity', ['info', 'warning', 'error', 'critical'], 'warning') severity?: string;
  @Optional() @Personal('content') @Text('Message', 'Filter is nearly used up') message?: string;
}

@Means('A device went on line for the first time')
class DeviceActivated extends Device {
  @Optional() @Code('Article it was sold as', 'PUR-2') sku?: string;
}

@Means('A function of a device or an app was used')
class FeatureUsed extends Device {
  @Code('Function', 'night-mode') feature!: string;
  @Optional() @Whole('How often since the last report', 3, 'time') times?: number;
}

export const device = channel('device', {
  ...everywhere,
  ...orders,
  ...interest,
  ...automation,
  DeviceReading,
  DeviceAlertRaised,
  DeviceActivated,
  FeatureUsed,
});
