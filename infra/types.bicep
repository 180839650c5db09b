// The types of the template's parameters. The app checks all settings again when it starts; docs/settings.md explains
// them.

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
@sealed()
@description('Who may use the operators\' routes by an access token.')
type operatorsType = {
  @minLength(8)
  @description('Who issues the tokens. Default: the tenant of the deployment, https://login.microsoftonline.com/<tenant id>/v2.0.')
  authority: string?

  @minLength(1)
  @description('What a token must be for: the client id of the app registration.')
  audience: string

  @description('Whether the host\'s admin key lets an operator in, too. Default: true.')
  adminKey: bool?
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
@description('The status for each of a partner\'s words.')
type statusMapType = {
  @description('The status that the word means.')
  *: statusType
}

@export()
@sealed()
@description('Where the values are in a partner\'s payload, as JSON Pointers (RFC 6901).')
type mappingType = {
  @minLength(1)
  @description('The delivery id. Default: as the signature scheme defines.')
  deliveryId: string?

  @minLength(1)
  @description('The type of the event. Default: /type.')
  eventType: string?

  @minLength(1)
  @description('The time of the event. Default: /timestamp.')
  occurredAt: string?

  @minLength(1)
  @description('The tenant. Default: /data/tenant.')
  tenant: string?

  @minLength(1)
  @description('The Pleo company that the partner expects. Default: /data/companyId.')
  companyId: string?

  @minLength(1)
  @description('The status. Default: /data/status.')
  status: string?

  @description('The status of a payload without one. Default: PENDING_INTEGRATION.')
  defaultStatus: statusType?

  @description('The partner\'s words for statuses. Default: Pleo\'s own words.')
  statusMap: statusMapType?

  @minLength(1)
  @description('The metadata: a pointer to an object, or JSON text with a pointer for each key. Default: /data/metadata.')
  metadata: string?
}

@export()
@sealed()
@description('A partner that may send webhooks.')
type partnerType = {
  @minLength(1)
  @maxLength(32)
  @description('Part of the address of its webhooks, and the name of its function key: a-z and 0-9, starting with a letter; not default or master.')
  name: string

  @minLength(8)
  @maxLength(127)
  @description('The template of the names of the tenants\' API key secrets. Default: <name>--{tenant}--pleo-api-key.')
  apiKeySecret: string?

  @description('How the app sends an API key to Pleo. Default: Basic.')
  apiKeyScheme: ('Basic' | 'Bearer')?

  @description('The types of the events that onboard or update a customer; *, alone, for all. Default: customer.onboarded and customer.updated, or all where mapping.tenant is set.')
  events: string[]?

  @minLength(8)
  @maxLength(16)
  @description('After which time a webhook is answered 202 instead of with its result; 00:00:01 to 00:00:25. Default: it waits for the result.')
  answerWithin: string?

  @description('How it signs. Default: Standard Webhooks.')
  signature: signatureType?

  @description('Where the values are in its payload. Default: as in docs/partners.md.')
  mapping: mappingType?
}

@export()
@sealed()
@description('The app\'s identity. It is in another group, so that those who deploy the app cannot change it.')
type identityType = {
  @minLength(3)
  @maxLength(128)
  @description('Its name.')
  name: string

  @minLength(1)
  @maxLength(90)
  @description('Its resource group.')
  resourceGroup: string

  @minLength(36)
  @maxLength(36)
  @description('Its object id: the output principalId of identities.bicep.')
  principalId: string
}

@export()
@sealed()
@description('Which environment of Pleo to call, and how long to wait for it. Durations are hh:mm:ss.')
type pleoType = {
  @description('Pleo\'s environment.')
  environment: 'Staging' | 'Production'

  @minLength(8)
  @maxLength(16)
  @description('How long one attempt may take; at most 00:00:25. Default: 00:00:05.')
  attemptTimeout: string?

  @minLength(8)
  @maxLength(16)
  @description('How long all attempts of a delivery may take together; at most 00:00:25. Default: 00:00:12.')
  totalTimeout: string?

  @minLength(8)
  @maxLength(16)
  @description('How long a POST or PUT without a reply may still take effect at Pleo; 00:01:00 to 01:00:00. Default: 00:02:00.')
  settlingTime: string?

  @minValue(1)
  @maxValue(1000)
  @description('Concurrent calls to Pleo, per instance. Default: 50.')
  maxConcurrency: int?
}

@export()
@sealed()
@description('When open deliveries are tried again, and how long deliveries are kept. Durations are hh:mm:ss, or d.hh:mm:ss with days.')
type recoveryType = {
  @minLength(9)
  @maxLength(100)
  @description('When recovery runs, as NCRONTAB with seconds first. The alert recovery-silent expects a run every 15 minutes. Default: 0 * * * * *, every minute.')
  schedule: string?

  @minLength(8)
  @maxLength(19)
  @description('After which time an open delivery is dead; 00:01:00 to 30.00:00:00. Default: 3.00:00:00.')
  giveUpAfter: string?

  @minLength(10)
  @maxLength(21)
  @description('How long a delivery is kept after it is done or dead; 7.00:00:00 to 3650.00:00:00. Default: 90.00:00:00.')
  retention: string?
}

@export()
@sealed()
@description('How the app scales.')
type scaleType = {
  @description('Memory of an instance, in MB. Processor and network scale with it.')
  instanceMemoryMB: 512 | 2048 | 4096

  @minValue(1)
  @maxValue(1000)
  @description('The maximum number of on-demand instances of each group: HTTP and recovery. Azure may exceed it: see docs/deployment.md.')
  maximumInstanceCount: int

  @minValue(1)
  @maxValue(1000)
  @description('Concurrent requests on an instance, before Azure starts another instance.')
  httpConcurrency: int

  @minValue(0)
  @maxValue(1000)
  @description('Instances that always run. With 0, the app stops when idle. With zones, Azure runs and bills at least two.')
  alwaysReady: int

  @description('Spread the app and the storage account over availability zones. Only where the region has zones. To change it later, first convert the storage account: see docs/deployment.md.')
  zoneRedundant: bool
}

@sealed()
@description('A network that the template makes.')
type newNetworkType = {
  @description('The template makes it.')
  kind: 'new'

  @minLength(9)
  @maxLength(18)
  @description('The address space of the network, a /24 or larger, such as 10.40.0.0/24.')
  addressPrefix: string

  @description('More addresses that may reach vault and storage, such as a runner\'s or a jump host\'s in a peered network, in CIDR notation.')
  operators: string[]?

  @description('Call Pleo from one fixed address, by a NAT gateway. Default: false.')
  fixedEgress: bool?
}

@sealed()
@description('A network of your own, with your own rules.')
type existingNetworkType = {
  @description('You made it.')
  kind: 'existing'

  @description('The resource id of the app\'s subnet. It is delegated to Microsoft.App/environments.')
  appSubnetId: string

  @description('The resource id of the subnet for private endpoints.')
  endpointsSubnetId: string

  @description('The DNS zones. Leave out if a policy of yours writes the records.')
  zones: zonesType?
}

@export()
@sealed()
@description('The resource ids of the DNS zones of private endpoints.')
type zonesType = {
  @description('privatelink.vaultcore.azure.net')
  vault: string

  @description('privatelink.blob.core.windows.net')
  blob: string

  @description('privatelink.table.core.windows.net')
  table: string
}

@export()
@discriminator('kind')
@description('Network isolation: vault and storage are reachable only from this network.')
type networkType = newNetworkType | existingNetworkType

@export()
@sealed()
@description('Addresses that may call the app.')
type callerType = {
  @minLength(1)
  @maxLength(32)
  @description('The owner of the addresses.')
  name: string

  @minLength(8)
  @maxLength(64)
  @description('The addresses in CIDR notation, such as 203.0.113.0/24, or a service tag, such as AzureFrontDoor.Backend.')
  addresses: string

  @minLength(36)
  @maxLength(36)
  @description('Only this Front Door: its id, which it sends as X-Azure-FDID. The service tag has the addresses of everyone\'s.')
  frontDoorId: string?
}

@export()
@sealed()
@description('How long logs are kept, and how many.')
type logsType = {
  @minValue(30)
  @maxValue(730)
  @description('Days to keep logs.')
  retentionInDays: int

  @minValue(1)
  @description('Gigabytes of telemetry a day. Above it, Azure stops collecting, and no alert on telemetry can fire. It does not bound the bill: see docs/deployment.md.')
  dailyQuotaInGB: int
}

@export()
@sealed()
@description('What the resource group may cost.')
type budgetType = {
  @minValue(1)
  @description('The amount a month, in the currency of the bill.')
  amount: int

  @minLength(10)
  @maxLength(10)
  @description('The first day of the month in which it was first deployed, such as 2026-12-01. Leave it as it is afterwards.')
  startDate: string
}

@export()
@sealed()
@description('Who gets alerts, and when.')
type alertsType = {
  @description('Mail addresses of the people on call.')
  emailAddresses: string[]

  @minValue(1)
  @maxValue(100)
  @description('Alert above this percentage of failed deliveries.')
  failurePercent: int

  @minValue(1)
  @description('Alert above this number of a partner\'s webhooks with a wrong signature or function key within 15 minutes.')
  signatureFailures: int

  @minValue(100)
  @description('Alert when the 95th percentile of the time to answer is above this, in milliseconds.')
  p95Milliseconds: int

  @minValue(1)
  @description('Alert when the oldest open delivery of a partner is older than this, in minutes.')
  openMinutes: int

  @description('How often five places on the internet call the app, in minutes. Two that fail raise an alert.')
  availabilityMinutes: 5 | 15

  @description('Mail at 80 % of this amount, and when the month is forecast to exceed it. Leave out for no budget.')
  budget: budgetType?

  @description('Alert after this time without a delivery. Leave out where silence is normal.')
  silence: ('PT1H' | 'PT2H' | 'PT3H' | 'PT4H' | 'PT5H' | 'PT6H' | 'P1D' | 'P2D')?
}
