using k8s.Models;
using MiniKube.Api.Models;

namespace MiniKube.Scheduler.Filters;

/// <summary>Whether tolerations cover a taint.</summary>
internal static class Tolerations
{
    public static bool Tolerate(IList<V1Toleration>? tolerations, V1Taint taint)
    {
        if (tolerations is null)
        {
            return false;
        }

        foreach (var toleration in tolerations)
        {
            if (toleration.Tolerates(taint))
            {
                return true;
            }
        }

        return false;
    }
}
