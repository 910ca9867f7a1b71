using MiniKube.ApiServer;
using MiniKube.Controllers.ServiceAccounts;

namespace MiniKube.Hosting.ControlPlanes;

/// <summary>Tokens for Secrets by the key of the control plane's API server.</summary>
internal sealed class SecretTokens(ApiServerHost apiServer) : ISecretTokens
{
    public string Mint(string @namespace, string account, string accountUid, string secret) => apiServer.MintSecretToken(@namespace, account, accountUid, secret);
}
