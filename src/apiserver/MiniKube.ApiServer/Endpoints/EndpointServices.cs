using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.WatchCache;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>What the endpoints share.</summary>
internal sealed record EndpointServices(
    ObjectStorage Storage,
    WatchCaches Watches,
    ServedResources Resources,
    ObjectCreator Creator,
    ObjectUpdater Updater,
    ObjectDeleter Deleter,
    AdmissionChain Admission,
    FieldOwnership Ownership,
    CreateRight CreateRight,
    IReviews Reviews,
    IServiceAccountTokens Tokens,
    ApiServerServices Surroundings);
