// Only what turns partners into settings, so that a test of wrong partners is quick.

import { partnerSettings } from '../../../../infra/partners.bicep'
import { partnerType, settingsType } from '../../../../infra/types.bicep'

@description('The partners.')
param partners partnerType[]

@description('Their settings.')
var settings = partnerSettings(partners)

@description('Their settings.')
output settings settingsType = settings
