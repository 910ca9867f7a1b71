using CsCheck;
using MiniKube.ApiServer.FlowControl.Queues;

namespace MiniKube.ApiServer.Tests.FlowControl;

public sealed class HandTests
{
    [Fact]
    public void A_hand_has_different_queues_of_the_deck() => Gen.Select(Gen.ULong, Gen.Int[1, 200], Gen.Int[1, Hand.SizeMax]).Sample((hash, deck, size) =>
    {
        var hand = new int[Math.Min(size, deck)];

        Hand.Deal(hash, deck, hand);

        hand.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder().And.OnlyContain(card => card >= 0 && card < deck);
    });

    [Fact]
    public void Every_queue_is_dealt_about_as_often_as_any_other()
    {
        var dealt = new int[16];
        var hand = new int[4];
        for (var user = 0; user < 16_000; user++)
        {
            Hand.Deal(FlowHash.Of(42, "schema", $"user-{user}"), dealt.Length, hand);
            foreach (var card in hand)
            {
                dealt[card]++;
            }
        }

        dealt.Should().OnlyContain(count => count > 3600 && count < 4400);
    }

    [Fact]
    public void Two_keys_deal_the_same_flow_different_hands()
    {
        FlowHash.Of(1, "schema", "user").Should().NotBe(FlowHash.Of(2, "schema", "user"));
    }
}
