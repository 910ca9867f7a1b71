using MiniKube.ApiServer.FlowControl.Schemas;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>How many seats a level has by its shares, keeps whatever others want, and may have at most. Pure.</summary>
internal sealed record SeatLimits(int Nominal, int Lower, int Upper)
{
    /// <param name="configuration">The level.</param>
    /// <param name="seats">Of the whole server.</param>
    /// <param name="shares">Of all levels together.</param>
    public static SeatLimits Of(PriorityLevelConfiguration configuration, int seats, long shares)
    {
        var nominal = shares == 0 ? 0 : (int)Math.Ceiling((double)seats * configuration.NominalShares / shares);
        var lendable = (int)Math.Round(nominal * configuration.LendablePercent / 100.0);
        var borrowing = configuration.BorrowingLimitPercent is { } percent ? (int)Math.Min(seats, Math.Round(nominal * (percent / 100.0))) : seats;
        return new SeatLimits(nominal, nominal - lendable, nominal + borrowing);
    }
}
