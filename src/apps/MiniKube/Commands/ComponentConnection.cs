using MiniKube.Client.Api;
using MiniKube.Client.Kubeconfigs;

namespace MiniKube.Commands;

/// <summary>How a component that runs alone reaches its server.</summary>
/// <param name="Config">The kubeconfig it was given.</param>
/// <param name="Client">As the kubeconfig's identity.</param>
/// <param name="Accounts">As service accounts that this identity may ask tokens for.</param>
internal sealed record ComponentConnection(Kubeconfig Config, IApiClient Client, ServiceAccountClients Accounts);
