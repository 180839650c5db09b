// The parameters of the template, typed as far as Bicep can check them. What a setting means, and what else it has
// to fulfil, is said where the app reads it; the app checks all of them again when it starts.

@export()
@description('Names and values of app settings.')
type settingsType = {
  @description('The value of the setting.')
  *: string
}

@export()
@description('Tags on every resource.')
type tagsType = {
  @description('The value of the tag.')
  *: string
}

@export()
@description('A status of an installation, as Pleo spells it.')
type statusType = 'ACTIVATED' | 'INACTIVE' | 'AUTHORIZED' | 'PENDING_INTEGRATION' | 'ERROR'

@export()
@sealed()
@description('How a partner signs its webhooks.')
type signatureType = {
  @description('The signature scheme. Default: standard-webhooks.')
  scheme: ('standard-webhooks' | 'github' | 'stripe' | 'shopify' | 'slack' | 'none')?

  @minLength(1)
  @maxLength(127)
  @description('The name, not the value, of the secret that holds the signing keys. Default: <name>--webhook-signing.')
  secret: string?

  @minLength(8)
  @maxLength(16)
  @description('How far a timestamp may be from the time of arrival, as hh:mm:ss. Default: 00:05:00.')
  tolerance: string?
}

@export()
@description('What a partner\'s words for a status mean.')
type statusMapType = {
  @description('The status that the word stands for.')
  *: statusType
}

@export()
@sealed()
@description('Where a partner\'s payload carries what. Places are JSON Pointers (RFC 6901).')
type mappingType = {
  @minLength(1)
  @description('The delivery id. Default: what the signature scheme says.')
  deliveryId: string?

  @minLength(1)
  @description('The tenant. Default: /data/tenant.')
  tenant: string?

  @minLength(1)
  @description('The status. Default: /data/status.')
  status: string?

  @description('The status of a payload without one. Default: PENDING_INTEGRATION.')
  defaultStatus: statusType?

  @description('The partner\'s words for statuses. Default: none, the payload uses Pleo\'s words.')
  statusMap: statusMapType?

  @minLength(1)
  @description('The metadata: a pointer to an object, or JSON text from keys to pointers. Default: /data/metadata.')
  metadata: string?
}

@export()
@sealed()
@description('A partner that may send webhooks.')
type partnerType = {
  @minLength(1)
  @maxLength(32)
  @description('Part of the address of its webhooks: a-z and 0-9, a letter first.')
  name: string

  @minLength(8)
  @maxLength(127)
  @description('The template of the names of the tenants\' API key secrets. Default: <name>--{tenant}--pleo-api-key.')
  apiKeySecret: string?

  @description('How an API key is presented to Pleo. Default: Basic.')
  apiKeyScheme: ('Basic' | 'Bearer')?

  @description('How it signs. Default: Standard Webhooks.')
  signature: signatureType?

  @description('Where its payload carries what. Default: as documented for partners.')
  mapping: mappingType?
}

@export()
@sealed()
@description('Which Pleo, and how long to wait for it. Durations are hh:mm:ss.')
type pleoType = {
  @description('Which of Pleo\'s two environments.')
  environment: 'Staging' | 'Production'

  @minLength(8)
  @maxLength(16)
  @description('How long one attempt may take. Default: 00:00:05.')
  attemptTimeout: string?

  @minLength(8)
  @maxLength(16)
  @description('How long all attempts of a delivery may take together. Default: 00:00:12.')
  totalTimeout: string?

  @minValue(1)
  @maxValue(1000)
  @description('Calls under way at once, per instance. Default: 50.')
  maxConcurrency: int?
}

@export()
@sealed()
@description('How the app scales.')
type scaleType = {
  @description('Memory of an instance, in MB; processor and network go with it.')
  instanceMemoryMB: 512 | 2048 | 4096

  @minValue(1)
  @maxValue(1000)
  @description('The most instances there may be at once.')
  maximumInstanceCount: int

  @minValue(1)
  @maxValue(1000)
  @description('Requests under way at once on an instance, before another one is started.')
  httpConcurrency: int

  @minValue(0)
  @maxValue(1000)
  @description('Instances that are kept warm; with none, the app stops when idle. With zones, Azure keeps, and bills, two at least.')
  alwaysReady: int

  @description('Spread over availability zones, the storage account with it. Only where the region has zones.')
  zoneRedundant: bool

  @description('What a deployment does to requests under way: RollingUpdate lets them finish, Recreate ends them.')
  updateStrategy: 'RollingUpdate' | 'Recreate'
}

@export()
@sealed()
@description('Network isolation: a network of our own, with vault and storage reachable from within it only.')
type networkType = {
  @minLength(9)
  @maxLength(18)
  @description('The address space of the network, a /24 or larger, such as 10.40.0.0/24.')
  addressPrefix: string
}

@export()
@sealed()
@description('Addresses that may call the app.')
type callerType = {
  @minLength(1)
  @maxLength(32)
  @description('Whose addresses they are.')
  name: string

  @minLength(9)
  @maxLength(43)
  @description('The addresses in CIDR notation, such as 203.0.113.0/24.')
  addresses: string
}

@export()
@sealed()
@description('Where logs are kept, and for how long.')
type logsType = {
  @minValue(30)
  @maxValue(730)
  @description('Days for which logs are kept.')
  retentionInDays: int

  @minValue(1)
  @description('Gigabytes a day after which nothing more is taken in until the next day: a bound on the bill.')
  dailyQuotaInGB: int
}

@export()
@sealed()
@description('Who is told, and when.')
type alertsType = {
  @description('Mail addresses of the people on call.')
  emailAddresses: string[]

  @minValue(1)
  @maxValue(100)
  @description('Percentage of failed deliveries above which to alert.')
  failurePercent: int

  @minValue(1)
  @description('Failed signature checks of a partner within 15 minutes above which to alert.')
  signatureFailures: int

  @minValue(100)
  @description('95th percentile of the time to answer, in milliseconds, above which to alert.')
  p95Milliseconds: int

  @description('How long it may be silent. Leave out where silence is normal.')
  silence: ('PT1H' | 'PT2H' | 'PT3H' | 'PT4H' | 'PT5H' | 'PT6H' | 'P1D' | 'P2D')?
}
