using MiniKube.Mvcc;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>A lease, what clients were promised of it, and when it ended.</summary>
internal sealed class SimulatedLease(LeaseId id, long ttlSeconds)
{
    /// <summary>Clocks may differ; the promise is kept by the leader's.</summary>
    private const double KeptByAllClocks = 0.9;

    private readonly long _time = (long)(ttlSeconds * 1_000_000 * KeptByAllClocks);
    private long _promisedUntil;
    private long? _grantedAt;
    private long? _ended;

    public LeaseId Id { get; } = id;

    public long TtlSeconds { get; } = ttlSeconds;

    public bool IsGranted => _grantedAt is not null;

    public bool HasEnded => _ended is not null;

    /// <summary>It has been granted.</summary>
    /// <param name="asked">When the client asked.</param>
    /// <param name="changes">How many changes of leases there had been in the state that granted it.</param>
    public void Granted(long asked, long changes)
    {
        _grantedAt = changes;
        Promised(asked);
    }

    /// <summary>A client has heard that it lives its whole time, from when it asked at least.</summary>
    public void Promised(long asked)
    {
        _promisedUntil = Math.Max(_promisedUntil, asked + _time);
        Check();
    }

    /// <summary>A client has heard that there is no such lease.</summary>
    public void Denied(long now)
    {
        _ended ??= now;
        Check();
    }

    /// <summary>A member shows what it has after a change.</summary>
    public void Observe(MvccState state, long now)
    {
        if (_ended is null && _grantedAt is { } granted && state.Leases.Changes > granted && state.Leases.Find(Id) is null)
        {
            _ended = now;
            Check();
        }
    }

    private void Check()
    {
        if (_ended is { } ended && ended < _promisedUntil)
        {
            throw new SafetyViolationException($"lease {Id} ended at {ended}, and was promised to live until {_promisedUntil}");
        }
    }
}
