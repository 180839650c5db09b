import { tagsType } from '../types.bicep'

@description('The name of the endpoint.')
param name string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('The network in which the service\'s public name resolves to the endpoint, by a new DNS zone.')
param networkId string?

@description('The subnet of the endpoint.')
param subnetId string

@description('The resource behind the endpoint.')
param targetId string

@description('The part of the resource.')
param group string

@description('The DNS zone of such endpoints.')
param zoneName string

@description('A zone that exists, to use instead of a new one. With neither, no record is written.')
param zoneId string?

resource endpoint 'Microsoft.Network/privateEndpoints@2026-03-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    customNetworkInterfaceName: '${name}-nic'
    privateLinkServiceConnections: [
      {
        name: group
        properties: {
          privateLinkServiceId: targetId
          groupIds: [group]
        }
      }
    ]
  }

  resource records 'privateDnsZoneGroups' = if (networkId != null || zoneId != null) {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: group
          properties: { privateDnsZoneId: zoneId ?? zone.id }
        }
      ]
    }
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = if (networkId != null) {
  name: zoneName
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: 'to-network'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId! }
    }
  }
}
