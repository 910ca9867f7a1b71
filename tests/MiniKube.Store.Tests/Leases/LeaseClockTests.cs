using Microsoft.Extensions.Time.Testing;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Leases;

namespace MiniKube.Store.Tests.Leases;

public sealed class LeaseClockTests : IDisposable
{
    private static readonly LeaseId One = new(1);
    private static readonly LeaseId Two = new(2);

    private readonly FakeTimeProvider _time = new();
    private readonly List<LeaseId> _revoked = [];
    private readonly LeaseClock _clock;
    private bool _isFull;
    private MvccState _state = MvccState.Empty;

    public LeaseClockTests()
    {
        _clock = new LeaseClock(_time, (lease, _) =>
        {
            if (!_isFull)
            {
                _revoked.Add(lease);
            }

            return !_isFull;
        });
    }

    public void Dispose() => _clock.Dispose();

    [Fact]
    public void A_lease_expires_when_its_time_is_over_and_not_before()
    {
        _clock.BecameLeader(Term.First, _state);
        Grant(One, 10);
        Grant(Two, 5);

        Advance(4.999);
        _revoked.Should().BeEmpty();
        Advance(0.001);
        _revoked.Should().Equal(Two);
        Advance(5);
        _revoked.Should().Equal(Two, One);
    }

    [Fact]
    public void A_renewed_lease_has_its_whole_time_again()
    {
        _clock.BecameLeader(Term.First, _state);
        Grant(One, 10);

        for (var renewal = 0; renewal < 5; renewal++)
        {
            Advance(9);
            _clock.Renew(One).Should().Be(TimeSpan.FromSeconds(10));
        }

        _clock.Remaining(One).Should().Be(TimeSpan.FromSeconds(10));
        _revoked.Should().BeEmpty();
        Advance(10);
        _revoked.Should().Equal(One);
    }

    [Fact]
    public void What_is_ending_is_proposed_once_and_cannot_be_renewed()
    {
        _clock.BecameLeader(Term.First, _state);
        Grant(One, 10);

        Advance(10);
        Advance(1000);

        _revoked.Should().Equal(One);
        _clock.Renew(One).Should().BeNull();
        _clock.Remaining(One).Should().Be(TimeSpan.Zero);
        Revoke(One);
        _clock.Remaining(One).Should().BeNull();
    }

    [Fact]
    public void A_new_leader_gives_every_lease_its_whole_time()
    {
        _clock.BecameLeader(Term.First, _state);
        Grant(One, 10);
        Advance(9);
        _clock.LostLeadership();
        Advance(100);
        _revoked.Should().BeEmpty();
        _clock.Renew(One).Should().BeNull();

        _clock.BecameLeader(Term.First, _state);

        Advance(9.999);
        _revoked.Should().BeEmpty();
        Advance(0.001);
        _revoked.Should().Equal(One);
    }

    [Fact]
    public void What_is_granted_while_another_leads_is_known_when_this_one_does()
    {
        Grant(One, 10);
        _clock.BecameLeader(Term.First, _state);

        Grant(Two, 20);
        Advance(20);

        _revoked.Should().Equal(One, Two);
    }

    [Fact]
    public void Several_changes_seen_at_once_are_all_seen_and_the_others_keep_their_time()
    {
        _clock.BecameLeader(Term.First, _state);
        Grant(One, 10);
        Advance(6);

        _state = _state.Grant(Two, 10).State.Grant(new LeaseId(3), 10).State.Revoke(new LeaseId(3)).State;
        _clock.Observe(_state);

        Advance(4);
        _revoked.Should().Equal(One);
        Advance(6);
        _revoked.Should().Equal(One, Two);
    }

    [Fact]
    public void A_lease_granted_again_does_not_end_with_the_one_before()
    {
        _clock.BecameLeader(Term.First, _state);
        Grant(One, 10);
        Advance(5);
        Revoke(One);
        Grant(One, 10);

        Advance(9);
        _revoked.Should().BeEmpty();
        Advance(1);
        _revoked.Should().Equal(One);
    }

    [Fact]
    public void What_finds_no_room_is_proposed_again()
    {
        _clock.BecameLeader(Term.First, _state);
        Grant(One, 10);
        _isFull = true;
        Advance(10);
        _revoked.Should().BeEmpty();

        _isFull = false;
        Advance(1);

        _revoked.Should().Equal(One);
    }

    [Fact]
    public void A_lease_of_centuries_is_no_trouble()
    {
        _clock.BecameLeader(Term.First, _state);

        Grant(One, ILeases.TtlSecondsMax);
        Advance(1_000_000);

        _revoked.Should().BeEmpty();
        _clock.Remaining(One).Should().Be(TimeSpan.FromSeconds(ILeases.TtlSecondsMax - 1_000_000));
    }

    private void Grant(LeaseId lease, long ttlSeconds)
    {
        _state = _state.Grant(lease, ttlSeconds).State;
        _clock.Observe(_state);
    }

    private void Revoke(LeaseId lease)
    {
        _state = _state.Revoke(lease).State;
        _clock.Observe(_state);
    }

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
