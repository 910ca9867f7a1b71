namespace MiniKube.Controllers.ServiceAccounts;

/// <summary>Makes the tokens of service accounts that are kept in Secrets. Who composes the controllers owns the key.</summary>
public interface ISecretTokens
{
    /// <summary>A token without an end of its own: it is good as long as the Secret holds it.</summary>
    string Mint(string @namespace, string account, string accountUid, string secret);
}
