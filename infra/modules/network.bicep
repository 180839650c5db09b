import { tagsType } from '../types.bicep'

@description('The name of the network.')
param name string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('The address space, a /24 or larger.')
param addressPrefix string

@description('More addresses that may reach the private endpoints.')
param operators string[]

@description('Call the internet from one fixed address.')
param fixedEgress bool

@description('The workspace for logs.')
param workspaceId string

@description('The app\'s subnet. Instances share at most 27 addresses; Microsoft recommends a /27 for one app.')
// https://learn.microsoft.com/azure/azure-functions/functions-networking-options#subnets
var appPrefix = cidrSubnet(addressPrefix, 25, 0)

@description('The private endpoints\' subnet.')
var endpointsPrefix = cidrSubnet(addressPrefix, 27, 4)

// What the app calls: Pleo, Entra ID and telemetry on the internet, and the private endpoints, all over TLS. Azure's own
// DNS needs no rule: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
@description('Denies what no rule before it allows.')
var nothingElse = {
  name: 'deny-others-outbound'
  properties: {
    description: 'Nothing else leaves.'
    direction: 'Outbound'
    access: 'Deny'
    priority: 4000
    protocol: '*'
    sourceAddressPrefix: '*'
    sourcePortRange: '*'
    destinationAddressPrefix: '*'
    destinationPortRange: '*'
  }
}

resource appRules 'Microsoft.Network/networkSecurityGroups@2026-03-01' = {
  name: '${name}-app-nsg'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-tls'
        properties: {
          description: 'To Pleo, Azure and the private endpoints.'
          direction: 'Outbound'
          access: 'Allow'
          priority: 200
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-dns'
        properties: {
          description: 'To a DNS server of your own, if the network has one.'
          direction: 'Outbound'
          access: 'Allow'
          priority: 210
          protocol: '*'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: 'VirtualNetwork'
          destinationPortRange: '53'
        }
      }
      nothingElse
    ]
  }
}

resource endpointRules 'Microsoft.Network/networkSecurityGroups@2026-03-01' = {
  name: '${name}-endpoints-nsg'
  location: location
  tags: tags
  properties: {
    securityRules: [
      nothingElse
      {
        name: 'allow-app'
        properties: {
          // Without a rule for the app, deployments cannot store their package:
          // https://github.com/Azure/azure-functions-host/issues/10620
          description: 'The app and the operators, over TLS.'
          direction: 'Inbound'
          access: 'Allow'
          priority: 200
          protocol: 'Tcp'
          sourceAddressPrefixes: concat([appPrefix], operators)
          sourcePortRange: '*'
          destinationAddressPrefix: endpointsPrefix
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-others'
        properties: {
          description: 'No one else, from this network or a peered one.'
          direction: 'Inbound'
          access: 'Deny'
          priority: 300
          protocol: '*'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: endpointsPrefix
          destinationPortRange: '*'
        }
      }
    ]
  }
}

// https://learn.microsoft.com/azure/azure-functions/functions-how-to-use-nat-gateway
@description('The address that Pleo sees.')
resource egressAddress 'Microsoft.Network/publicIPAddresses@2026-03-01' = if (fixedEgress) {
  name: '${name}-egress-pip'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource gateway 'Microsoft.Network/natGateways@2026-03-01' = if (fixedEgress) {
  name: '${name}-nat'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [{ id: egressAddress.id }] }
}

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: appPrefix
          networkSecurityGroup: { id: appRules.id }
          natGateway: fixedEgress ? { id: gateway.id } : null
          delegations: [
            {
              name: 'flex-consumption'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
      {
        name: 'private-endpoints'
        properties: {
          addressPrefix: endpointsPrefix
          networkSecurityGroup: { id: endpointRules.id }
          // Without this, the rules above do not apply to private endpoints.
          privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
          defaultOutboundAccess: false
        }
      }
    ]
  }
}

#disable-next-line use-recent-api-versions
resource networkLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: network
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions
resource appRulesLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: appRules
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions
resource endpointRulesLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: endpointRules
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}
