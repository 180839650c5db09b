// Turns partners into the app settings Partners__<name>__…. A setting that a partner leaves out is not set, so that
// only the app defines its default.

import { partnerType, settingsType } from 'types.bicep'

@description('A setting that is set only if it has a value.')
type optionalSettingType = {
  @description('The part of the name after the partner\'s.')
  name: string

  @description('The value, or null to leave the setting out.')
  value: string?
}

func isName(name string) bool =>
  !contains('0123456789', take(name, 1)) && empty(filter(
    range(0, length(name)),
    i => !contains('abcdefghijklmnopqrstuvwxyz0123456789', substring(name, i, 1))
  ))

func checked(partner partnerType) partnerType =>
  !isName(partner.name)
    ? fail('partners: the name \'${partner.name}\' has another form; expected 1 to 32 of a-z 0-9, with a letter first.')
    : contains(['default', 'master'], partner.name)
        ? fail('partners: the host has a key that is called \'${partner.name}\'; expected another name.')
        : !contains(partner.?apiKeySecret ?? '{tenant}', '{tenant}')
            ? fail('partners: apiKeySecret of \'${partner.name}\' is without {tenant}; expected it once, for the tenant.')
            : partner

func optionalSettings(partner partnerType) optionalSettingType[] => [
  { name: 'ApiKeySecret', value: partner.?apiKeySecret }
  { name: 'ApiKeyScheme', value: partner.?apiKeyScheme }
  { name: 'Events', value: partner.?events == null ? null : string(partner.?events) }
  { name: 'AnswerWithin', value: partner.?answerWithin }
  // Always set, because the app ignores a partner without any setting.
  { name: 'Signature__Scheme', value: partner.?signature.?scheme ?? 'standard-webhooks' }
  { name: 'Signature__Secret', value: partner.?signature.?secret }
  { name: 'Signature__Tolerance', value: partner.?signature.?tolerance }
  { name: 'Mapping__DeliveryId', value: partner.?mapping.?deliveryId }
  { name: 'Mapping__EventType', value: partner.?mapping.?eventType }
  { name: 'Mapping__OccurredAt', value: partner.?mapping.?occurredAt }
  { name: 'Mapping__Tenant', value: partner.?mapping.?tenant }
  { name: 'Mapping__CompanyId', value: partner.?mapping.?companyId }
  { name: 'Mapping__Status', value: partner.?mapping.?status }
  { name: 'Mapping__DefaultStatus', value: partner.?mapping.?defaultStatus }
  {
    name: 'Mapping__StatusMap'
    value: partner.?mapping.?statusMap == null ? null : string(partner.?mapping.?statusMap)
  }
  { name: 'Mapping__Metadata', value: partner.?mapping.?metadata }
]

func settingsOf(partner partnerType) settingsType =>
  toObject(
    filter(optionalSettings(partner), setting => setting.?value != null),
    setting => 'Partners__${partner.name}__${setting.name}',
    setting => setting.?value ?? ''
  )

@export()
@description('The app settings of all partners.')
func partnerSettings(partners partnerType[]) settingsType => length(union(map(partners, partner => partner.name), [])) != length(partners) ? fail('partners: a name is there twice; expected each partner once.') : reduce(map(partners, partner => settingsOf(checked(partner))), {}, (all, one) => union(all, one))
