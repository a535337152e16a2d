#include <array>

#include "plan/prompts.h"

namespace toward::plan {
namespace {

constexpr std::array<Prompt, 66> kDeck = {{
    // Hard part of the day.
    {"hard-moment", "Which moment of today asked the most of you?"},
    {"hard-alone", "What did you carry today that nobody saw?"},
    {"hard-let-go", "What from today would you like to put down before you sleep?"},
    {"hard-hour", "Which hour of the day is the longest at the moment?"},
    {"hard-words", "What did you want to say today and had no breath left for?"},
    {"hard-surprise", "What turned out harder than you thought it would be?"},
    // Small good moment.
    {"good-small", "What was one small good moment of today?"},
    {"good-smile", "What made you smile when nobody was looking?"},
    {"good-easier", "What went a little easier today than yesterday?"},
    {"good-taste", "What was the best thing you ate or drank today, and where were you?"},
    {"good-sound", "Which sound of today would you keep?"},
    {"good-outside", "What did you see outside, through a window or on the way?"},
    {"good-work", "What went well today because of something you did?"},
    // How each of you is.
    {"you-body", "How does your body feel tonight, from the shoulders down?"},
    {"you-weather", "If your day were weather, what would it be like now?"},
    {"you-rest", "When did you last feel rested, and what was around you?"},
    {"you-full", "What fills your head the most these days?"},
    {"you-missed", "What of your old days do you miss at the moment?"},
    {"you-new", "What do you know about yourself now that you did not know a year ago?"},
    {"you-quiet", "Where could you find a quarter of an hour for yourself this week?"},
    // What would help tomorrow.
    {"tomorrow-help", "What one thing would make tomorrow easier for you?"},
    {"tomorrow-morning", "How would you like tomorrow morning to begin?"},
    {"tomorrow-drop", "What could we leave undone tomorrow?"},
    {"tomorrow-ask", "Whom could we ask for a hand this week, and with what?"},
    {"tomorrow-swap", "Which task would you gladly swap with mine for a day?"},
    {"tomorrow-night", "How shall we share tonight, so that both of us sleep a little?"},
    // The older child.
    {"older-proud", "What did our older child do lately that made you proud?"},
    {"older-feeling", "What do you think was the biggest feeling of our older child today?"},
    {"older-funny", "Which sentence of our older child do you want to remember?"},
    {"older-need", "What does our older child seem to need more of just now?"},
    {"older-alone", "What would you like to do next, just you and our older child?"},
    {"older-helper", "How could our older child help with the baby in a way that feels grand?"},
    {"older-you", "What of yourself do you see in our older child?"},
    // The baby.
    {"baby-new", "What is new about the baby this week?"},
    {"baby-calm", "What calms the baby best in your arms?"},
    {"baby-face", "Which of the baby's faces do you like the most?"},
    {"baby-puzzle", "What about the baby is still a riddle to you?"},
    {"baby-close", "When did you feel close to the baby, and when far away?"},
    {"baby-tell", "What will you tell the baby about these weeks, years from now?"},
    {"baby-time", "What would you like to do with the baby when there is no hurry?"},
    // Us.
    {"us-together", "When did we last feel like a team, and what made it so?"},
    {"us-closer", "What small thing of mine makes you feel close to me?"},
    {"us-missing", "What do you miss about the two of us?"},
    {"us-touch", "What kind of touch feels good to you at the moment?"},
    {"us-before", "Which evening from before the children do you think of now and then?"},
    {"us-learned", "What have you learned about me since the baby came?"},
    {"us-ritual", "Which habit of ours do you want to keep for always?"},
    // Play.
    {"play-laugh", "What made us laugh the last time we could not stop?"},
    {"play-free", "What would you do with two hours that belong to you alone?"},
    {"play-song", "Which song should be the song of this week?"},
    {"play-film", "If today were a film, what would it be called?"},
    {"play-animal", "Which animal is each of us tonight, and why?"},
    {"play-dish", "What would we eat right now if somebody cooked for us?"},
    // Gratitude.
    {"thanks-today", "What did somebody do for you today that helped?"},
    {"thanks-me", "What did I do this week that you want me to do again?"},
    {"thanks-people", "Who has been good to us lately, and how could we let them know?"},
    {"thanks-home", "Which corner of our home are you glad of?"},
    {"thanks-self", "What do you thank yourself for today?"},
    {"thanks-ordinary", "Which ordinary thing would you miss if it were gone?"},
    // Hopes.
    {"hope-week", "What are you looking forward to this week?"},
    {"hope-season", "What would you like us to do when the days are longer again?"},
    {"hope-family", "What do you hope our children will say about this home?"},
    {"hope-year", "What would you like an ordinary day of ours to be like in a year?"},
    {"hope-small", "What small wish of yours could we make true this month?"},
    {"hope-learn", "What would you like to learn, with me or without me?"},
    {"hope-place", "Which place do you want to show the children first?"},
}};

}  // namespace

absl::Span<const Prompt> PromptDeck() { return kDeck; }

}  // namespace toward::plan
