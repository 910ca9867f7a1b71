namespace MiniKube.Raft.Tests.Clusters;

/// <summary>A member with a log in memory, driven by hand.</summary>
internal sealed class TestMember
{
    private readonly RaftOptions _options;

    private readonly Membership _first;

    private long _now;

    public TestMember(RaftOptions options, Membership membership, int jitter = 0, MemoryLog? log = null)
    {
        _options = options;
        _first = membership;
        Jitter = jitter;
        Log = log ?? new MemoryLog();
        Core = Start();
    }

    public MemberId Id => _options.Id;

    public MemoryLog Log { get; }

    public RaftCore Core { get; private set; }

    public List<Entry> Applied { get; } = [];

    public List<ReadState> Reads { get; } = [];

    public List<ulong> Refused { get; } = [];

    /// <summary>How much was to be written the last time.</summary>
    public bool MustSync { get; private set; }

    /// <summary>The chance that the member gets.</summary>
    public int Jitter { get; set; }

    /// <summary>What the member wants to send, once: does all that its Readies ask for, until there is none.</summary>
    public List<Message> Run()
    {
        var sent = new List<Message>();
        for (var round = 0; Core.HasReady; round++)
        {
            round.Should().BeLessThan(10_000, "a member comes to rest");
            var ready = Core.TakeReady();
            sent.AddRange(ready.SendBeforePersisting);
            Log.Persist(ready);
            MustSync = ready.MustSync;
            sent.AddRange(ready.SendAfterPersisting);
            Applied.AddRange(ready.Committed);
            Reads.AddRange(ready.Reads);
            Refused.AddRange(ready.Refused);
            Core.Advance(ready);
        }

        return sent;
    }

    /// <summary>Steps one message and does what follows.</summary>
    public List<Message> Hear(Message message)
    {
        Core.Step(message);
        return Run();
    }

    public List<Message> Tick(int ticks)
    {
        var sent = new List<Message>();
        for (var i = 0; i < ticks; i++)
        {
            Tick();
            sent.AddRange(Run());
        }

        return sent;
    }

    /// <summary>Time passes, and nothing is done about it yet.</summary>
    public void Tick()
    {
        Core.Observe(++_now);
        Core.Tick();
    }

    /// <summary>The process stands still, and the world does not.</summary>
    public void StandStill(int ticks)
    {
        _now += ticks;
        Core.Observe(_now);
    }

    /// <summary>Forgets all that is not in the log, as a crash does.</summary>
    public void Restart()
    {
        Applied.Clear();
        Reads.Clear();
        Core = Start();
    }

    private RaftCore Start()
    {
        var membership = Log.Snapshot.Index == LogIndex.Zero ? _first : Log.Snapshot.Membership;
        return new RaftCore(_options, Log.HardState, membership, Log.Snapshot.Index, Log, bound => Jitter % bound);
    }
}
