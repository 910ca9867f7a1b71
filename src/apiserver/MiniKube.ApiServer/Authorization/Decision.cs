namespace MiniKube.ApiServer.Authorization;

/// <summary>An authorizer's answer and, for people, why.</summary>
public readonly record struct Decision(bool IsAllowed, string Reason)
{
    public static Decision Allow(string reason) => new(true, reason);

    public static Decision Deny(string reason) => new(false, reason);
}
