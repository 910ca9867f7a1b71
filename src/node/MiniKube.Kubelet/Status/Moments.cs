namespace MiniKube.Kubelet.Status;

/// <summary>Moments as the API writes them.</summary>
internal static class Moments
{
    extension(DateTimeOffset moment)
    {
        /// <summary>In UTC, cut to the whole second.</summary>
        public DateTime WholeSecond()
        {
            var utc = moment.UtcDateTime;
            return new DateTime(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        }
    }
}
