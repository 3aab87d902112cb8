namespace Commerce.Orders;

/// <summary>A stage of a payment: something that is taken from others.</summary>
/// <typeparam name="TStatus">The payment's outcomes.</typeparam>
/// <param name="Take">Takes it; a stage that is refused has taken nothing, or has given it back.</param>
/// <param name="GiveBack">Gives back what was taken.</param>
internal readonly record struct SagaStage<TStatus>(Func<Task<TStatus>> Take, Func<Task> GiveBack)
    where TStatus : struct, Enum;

/// <summary>What every payment is: stages of which each is taken, or all that were taken are given back.</summary>
internal static class SagaStages
{
    /// <summary>Runs the stages one after the other; on a refusal, what was taken is given back in reverse.</summary>
    /// <typeparam name="TStatus">The payment's outcomes.</typeparam>
    /// <param name="done">What a stage answers that was not refused.</param>
    /// <param name="stages">The stages.</param>
    /// <returns><paramref name="done"/>, or the refusal after which everything was given back.</returns>
    public static async Task<TStatus> RunAsync<TStatus>(TStatus done, params SagaStage<TStatus>[] stages)
        where TStatus : struct, Enum
    {
        for (var i = 0; i < stages.Length; i++)
        {
            var answer = await stages[i].Take();
            if (EqualityComparer<TStatus>.Default.Equals(answer, done))
                continue;
            for (var taken = i - 1; taken >= 0; taken--)
                await stages[taken].GiveBack();
            return answer;
        }
        return done;
    }

    /// <summary>
    /// Runs the stages side by side; on a refusal, what the others took is given back. It ends as one after the other would have, for
    /// stages whose answers do not hang on each other; but what comes after a refusal was taken for a moment.
    /// </summary>
    /// <typeparam name="TStatus">The payment's outcomes.</typeparam>
    /// <param name="done">What a stage answers that was not refused.</param>
    /// <param name="stages">The stages.</param>
    /// <returns><paramref name="done"/>, or the first stage's refusal, after which everything was given back.</returns>
    /// <exception cref="CommerceUnavailableException">A stage could not be brought to its end; all the others were.</exception>
    public static async Task<TStatus> RunSideBySideAsync<TStatus>(TStatus done, params SagaStage<TStatus>[] stages)
        where TStatus : struct, Enum
    {
        var answers = await Task.WhenAll(stages.Select(stage => stage.Take()));
        var taken = stages.Where((_, i) => EqualityComparer<TStatus>.Default.Equals(answers[i], done)).ToList();
        if (taken.Count == stages.Length)
            return done;
        await Task.WhenAll(taken.Select(stage => stage.GiveBack()));
        return answers.First(answer => !EqualityComparer<TStatus>.Default.Equals(answer, done));
    }
}
