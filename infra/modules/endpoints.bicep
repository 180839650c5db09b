import { tagsType, zonesType } from '../types.bicep'

@description('The start of the endpoints\' names.')
param name string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('The subnet of the endpoints.')
param subnetId string

@description('The network for which to make DNS zones. Leave out to use the given zones.')
param networkId string?

@description('The DNS zones of your own, if the template makes none.')
param zones zonesType?

@description('The vault.')
param vaultId string

@description('The storage account.')
param storageId string

module vault 'endpoint.bicep' = {
  params: {
    name: '${name}-vault-pe'
    location: location
    tags: tags
    networkId: networkId
    subnetId: subnetId
    targetId: vaultId
    group: 'vault'
    zoneName: 'privatelink.vaultcore.azure.net'
    zoneId: zones.?vault
  }
}

module blob 'endpoint.bicep' = {
  params: {
    name: '${name}-blob-pe'
    location: location
    tags: tags
    networkId: networkId
    subnetId: subnetId
    targetId: storageId
    group: 'blob'
    zoneName: 'privatelink.blob.${environment().suffixes.storage}'
    zoneId: zones.?blob
  }
}

module table 'endpoint.bicep' = {
  params: {
    name: '${name}-table-pe'
    location: location
    tags: tags
    networkId: networkId
    subnetId: subnetId
    targetId: storageId
    group: 'table'
    zoneName: 'privatelink.table.${environment().suffixes.storage}'
    zoneId: zones.?table
  }
}
