using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>What was asked for does not go together with what is in the store. Nothing has happened.</summary>
public sealed class RefusedException(Refusal reason) : Exception(reason switch
{
    Refusal.LeaseNotFound => "requested lease not found",
    Refusal.LeaseExists => "lease already exists",
    Refusal.KeyNotFound => "key not found",
    _ => $"refused: {reason}",
})
{
    public Refusal Reason { get; } = reason;
}
