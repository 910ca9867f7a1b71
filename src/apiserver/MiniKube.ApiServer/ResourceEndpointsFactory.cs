using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer;

/// <summary>Builds the resource endpoints and makes what they need in the store. Disposed with the server when they can be.</summary>
internal delegate ValueTask<IResourceEndpoints> ResourceEndpointsFactory(EndpointSurroundings surroundings, CancellationToken cancellationToken);
