import { tagsType } from '../types.bicep'

@description('The name of the network.')
param name string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('The address space, a /24 or larger.')
param addressPrefix string

@description('The vault.')
param vaultId string

@description('The storage account.')
param storageId string

@description('The workspace for logs.')
param workspaceId string

@description('The app\'s subnet: one address for each instance, and spare ones for new instances.')
var appPrefix = cidrSubnet(addressPrefix, 25, 0)

@description('The private endpoints\' subnet.')
var endpointsPrefix = cidrSubnet(addressPrefix, 27, 4)

@description('Denies remote logins from this network to other machines.')
var noLateralTraversal = {
  name: 'deny-remote-shells'
  properties: {
    description: 'No remote shell or desktop from here.'
    direction: 'Outbound'
    access: 'Deny'
    priority: 200
    protocol: 'Tcp'
    sourceAddressPrefix: 'VirtualNetwork'
    sourcePortRange: '*'
    destinationAddressPrefix: '*'
    destinationPortRanges: ['22', '3389']
  }
}

resource appRules 'Microsoft.Network/networkSecurityGroups@2026-03-01' = {
  name: '${name}-app-nsg'
  location: location
  tags: tags
  properties: { securityRules: [noLateralTraversal] }
}

resource endpointRules 'Microsoft.Network/networkSecurityGroups@2026-03-01' = {
  name: '${name}-endpoints-nsg'
  location: location
  tags: tags
  properties: {
    securityRules: [
      noLateralTraversal
      {
        name: 'allow-app'
        properties: {
          description: 'The app, over TLS.'
          direction: 'Inbound'
          access: 'Allow'
          priority: 200
          protocol: 'Tcp'
          sourceAddressPrefix: appPrefix
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

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource endpoints 'subnets' existing = {
    name: 'private-endpoints'
  }
}

module vaultEndpoint 'endpoint.bicep' = {
  params: {
    name: '${name}-vault-pe'
    location: location
    tags: tags
    networkId: network.id
    subnetId: network::endpoints.id
    targetId: vaultId
    group: 'vault'
    zoneName: 'privatelink.vaultcore.azure.net'
  }
}

module blobEndpoint 'endpoint.bicep' = {
  params: {
    name: '${name}-blob-pe'
    location: location
    tags: tags
    networkId: network.id
    subnetId: network::endpoints.id
    targetId: storageId
    group: 'blob'
    zoneName: 'privatelink.blob.${environment().suffixes.storage}'
  }
}

module tableEndpoint 'endpoint.bicep' = {
  params: {
    name: '${name}-table-pe'
    location: location
    tags: tags
    networkId: network.id
    subnetId: network::endpoints.id
    targetId: storageId
    group: 'table'
    zoneName: 'privatelink.table.${environment().suffixes.storage}'
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
