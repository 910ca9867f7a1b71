namespace MiniKube.Scheduler.Snapshot;

/// <summary>A port that a pod takes on its node; an empty address means all addresses.</summary>
internal readonly record struct HostPort(string Address, string Protocol, int Port)
{
    private bool IsAnyAddress => Address is "" or "0.0.0.0" or "::";

    public bool ClashesWith(HostPort other) =>
        Port == other.Port && Protocol == other.Protocol && (IsAnyAddress || other.IsAnyAddress || Address == other.Address);
}
