namespace MiniKube.Raft.Tests.Clusters;

/// <summary>Members that hear each other at once, in order, unless a test cuts them off.</summary>
internal sealed class TestCluster
{
    private readonly List<TestMember> _members = [];
    private readonly Queue<Message> _messages = [];
    private readonly Func<RaftOptions, RaftOptions> _configure;

    public TestCluster(int voters, Func<RaftOptions, RaftOptions>? configure = null)
    {
        _configure = configure ?? (options => options);
        var membership = Membership.Of([.. Enumerable.Range(1, voters).Select(id => new MemberId((ulong)id))]);
        for (var id = 1; id <= voters; id++)
        {
            Add(id, membership);
        }
    }

    public TestMember this[int id] => _members.Single(member => member.Id.Value == (ulong)id);

    public IReadOnlyList<TestMember> Members => _members;

    /// <summary>What is lost on its way.</summary>
    public Predicate<Message> Lost { get; set; } = _ => false;

    /// <summary>All that was delivered.</summary>
    public List<Message> Delivered { get; } = [];

    public TestMember Add(int id, Membership membership)
    {
        var options = _configure(new RaftOptions { Id = new MemberId((ulong)id) });
        var member = new TestMember(options, membership, jitter: id);
        _members.Add(member);
        return member;
    }

    /// <summary>Nothing goes from or to these members.</summary>
    public void Isolate(params int[] ids) =>
        Lost = message => ids.Contains((int)message.From.Value) || ids.Contains((int)message.To.Value);

    public void Heal() => Lost = _ => false;

    /// <summary>Delivers until nobody has anything to say.</summary>
    public void Settle()
    {
        var delivered = 0;
        do
        {
            foreach (var member in _members)
            {
                Enqueue(member.Run());
            }

            while (_messages.TryDequeue(out var message))
            {
                (++delivered).Should().BeLessThan(100_000, "a cluster comes to rest");
                if (Lost(message))
                {
                    continue;
                }

                Delivered.Add(message);
                if (_members.Find(member => member.Id == message.To) is { } receiver)
                {
                    Enqueue(receiver.Hear(message));
                }
            }
        }
        while (_members.Exists(member => member.Core.HasReady));
    }

    public void Tick(int ticks = 1)
    {
        for (var i = 0; i < ticks; i++)
        {
            _members.ForEach(member => member.Tick());
            Settle();
        }
    }

    public TestMember Elect(int id)
    {
        this[id].Core.Campaign();
        Settle();
        this[id].Core.Role.Should().Be(Role.Leader);
        return this[id];
    }

    public void Propose(int id, params string[] commands)
    {
        foreach (var command in commands)
        {
            this[id].Core.Propose(System.Text.Encoding.UTF8.GetBytes(command)).Should().Be(ProposeResult.Accepted);
        }

        Settle();
    }

    /// <summary>The commands that a member has applied.</summary>
    public IEnumerable<string> Applied(int id) => this[id].Applied
        .Where(entry => entry.Kind == EntryKind.Command)
        .Select(entry => System.Text.Encoding.UTF8.GetString(entry.Data.Span));

    private void Enqueue(List<Message> messages) => messages.ForEach(_messages.Enqueue);
}
