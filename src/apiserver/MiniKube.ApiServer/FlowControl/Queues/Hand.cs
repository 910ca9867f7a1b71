namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>
/// Deals a few different queues out of many by a hash, so that two flows seldom have the same hand (shuffle sharding, KEP-1040). Pure.
/// </summary>
internal static class Hand
{
    public const int SizeMax = 16;

    /// <param name="hash">Of the flow.</param>
    /// <param name="deck">How many queues there are.</param>
    /// <param name="cards">Filled with different numbers below <paramref name="deck"/>, in ascending order; no longer than that.</param>
    public static void Deal(ulong hash, int deck, Span<int> cards)
    {
        for (var dealt = 0; dealt < cards.Length; dealt++)
        {
            var left = (ulong)(deck - dealt);
            var card = (int)(hash % left);
            hash /= left;

            // Those dealt before are not there any more: the number counts the others.
            var place = 0;
            while (place < dealt && card >= cards[place])
            {
                card++;
                place++;
            }

            cards[place..dealt].CopyTo(cards[(place + 1)..]);
            cards[place] = card;
        }
    }
}
