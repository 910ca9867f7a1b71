using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Registry;

/// <summary>What every write goes through.</summary>
internal sealed record RegistryServices(ObjectStorage Storage, AdmissionChain Admission, FieldOwnership Ownership, ApiServerServices Surroundings)
{
    /// <summary>Who changes which object next.</summary>
    public WriteTurns Turns { get; } = new(Surroundings.Time);
}
