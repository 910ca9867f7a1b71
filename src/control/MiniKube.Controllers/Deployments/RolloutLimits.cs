using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>How far a rollout may stray from the wanted number of pods.</summary>
internal sealed record RolloutLimits(int Desired, int MaxSurge, int MaxUnavailable)
{
    /// <summary>Never fewer pods available than this, by the controller's doing.</summary>
    public int MinAvailable => Desired - MaxUnavailable;

    /// <summary>Never more pods than this.</summary>
    public int MaxTotal => Desired + MaxSurge;

    /// <summary>Percentages are of the wanted number: surge rounded up, unavailability down. Both zero could never move, so then one may be unavailable.</summary>
    public static RolloutLimits Of(V1Deployment deployment)
    {
        var desired = deployment.Spec.Replicas ?? 1;
        if (deployment.Spec.Strategy?.Type == "Recreate")
        {
            return new RolloutLimits(desired, 0, 0);
        }

        var rolling = deployment.Spec.Strategy?.RollingUpdate;
        var surge = Scale(rolling?.MaxSurge, desired, roundUp: true);
        var unavailable = Scale(rolling?.MaxUnavailable, desired, roundUp: false);
        if (surge == 0 && unavailable == 0)
        {
            unavailable = 1;
        }

        return new RolloutLimits(desired, surge, Math.Min(unavailable, desired));
    }

    private static int Scale(IntOrString? value, int total, bool roundUp)
    {
        var text = value?.Value ?? "25%";
        if (!text.EndsWith('%'))
        {
            return int.Parse(text);
        }

        var hundredths = (long)total * int.Parse(text.AsSpan(0, text.Length - 1));
        return (int)(roundUp ? (hundredths + 99) / 100 : hundredths / 100);
    }
}
